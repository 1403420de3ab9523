"""`python -m tests.mutants`: break one guarantee at a time in a copy of the tree, and show which test notices.

A mutant that survives is a guarantee that nothing holds. The exit code is their number; arguments name mutants."""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIED = ("csap", "tests", "templates", "static", "seed", "pyproject.toml")
LINKED = (".venv", "node_modules")


@dataclass(frozen=True)
class Mutant:
    """What is broken: `old` becomes `new` in `file`; `killer` is the test that has to fail."""

    name: str
    file: str
    old: str
    new: str
    killer: str


ROLLS = "tests/test_rolls.py"
WORLDS = "tests/test_worlds.py::test_in_any_world_each_person_reads_just_what_the_oracle_allows"
MUTANTS = (
    Mutant(
        "keys wait for no second factor",
        "csap/actions/tokens.py",
        "    return needs and not opens(",
        "    return False and not opens(",
        "tests/test_tokens.py::test_keys_that_are_older_than_the_need_of_a_second_factor_wait_for_it",
    ),
    Mutant(
        "what another organisation is asked about a person is there",
        "csap/actions/consultations.py",
        "Consultation.id == consultation_id, Consultation.organisation_id == desk.person.organisation_id",
        "(Consultation.id == consultation_id,)",
        "tests/test_missing.py::"
        "test_what_another_organisation_is_asked_about_a_person_is_asked_for_as_a_missing_one_is",
    ),
    Mutant(
        "one's own data are everybody's",
        "csap/actions/own_data.py",
        "    mine = or_(*(column == person_id for column in people_in(table)))\n",
        "    mine = or_(*(column != 0 for column in people_in(table)))\n",
        "tests/test_own_data.py::test_a_person_takes_along_what_is_held_on_them_and_of_others_nothing",
    ),
    Mutant(
        "the desk filters nothing",
        "csap/desk.py",
        "    state.statement = state.statement.options(*options)\n",
        "    del options\n",
        WORLDS,
    ),
    Mutant(
        "nothing is decided",
        "csap/desk.py",
        "if not isinstance(self.viewer, System) and not rule.allows(self.viewer, record):",
        "if rule is None:",
        "tests/test_posts.py::test_observers_neither_comment_nor_withdraw",
    ),
    Mutant(
        "an audience has one member more",
        "csap/rules/access.py",
        "        MEMBER.c.everyone,\n",
        "        MEMBER.c.everyone,\n        MEMBER.c.person_id.is_not(None),\n",
        WORLDS,
    ),
    Mutant(
        "the second desk is the first",
        "csap/desk.py",
        "        self.flush()\n        if self._system is None:",
        "        return self\n        if self._system is None:",
        "tests/test_desk.py::test_every_shape_of_select_is_filtered",
    ),
    Mutant(
        "a line of audit is hashed without what it says",
        "csap/audit.py",
        "previous + ENCODED(line)",
        'previous + str(line["at"])',
        "tests/test_traps.py::test_a_broken_audit_chain_is_found",
    ),
    Mutant(
        "what is withdrawn is read on",
        "csap/rules/access.py",
        "        or_(_absent(post.withdrawn_at), _sql(post.organisation_id) == viewer.organisation_id),\n",
        "",
        WORLDS,
    ),
    Mutant(
        "what a hidden post wants told is not asked",
        "csap/rules/sharing.py",
        "        left=right.open_to_other or right.on_match == OnMatch.TELL_BOTH,",
        "        left=True,",
        WORLDS,
    ),
    Mutant(
        "tell nobody tells the coordinator of TLP:RED",
        "csap/rules/sharing.py",
        "return Told(False, False, not secret, quiet=True)",
        "return Told(False, False, True, quiet=True)",
        WORLDS,
    ),
    Mutant(
        "what was taken back stays disclosed",
        "csap/actions/disclosing.py",
        "    system.execute(delete(Disclosure).where(*ended))  # type: ignore[arg-type]\n",
        "    del ended\n",
        WORLDS,
    ),
    Mutant(
        "an amended post keeps its old readers",
        "csap/actions/posts.py",
        '    values |= audiences(desk.as_system(), record.id, values["audience_id"])\n',
        '    values["audience_id"] = record.audience_id\n',
        WORLDS,
    ),
    Mutant(
        "the map counts for everybody",
        "csap/actions/sifting.py",
        '    mask = mine.sets[drawn.posts["readers"]]\n',
        '    mask = np.ones(len(drawn.posts["id"]), dtype=bool)\n',
        WORLDS,
    ),
    Mutant(
        "an opened post stays open",
        "csap/rules/access.py",
        ", opening.c.until > now\n",
        "\n",
        "tests/test_openings.py",
    ),
    Mutant(
        "one opening opens every post",
        "csap/rules/access.py",
        "opening.c.post_id == _sql(post.id)",
        "opening.c.post_id.is_not(None)",
        "tests/test_openings.py",
    ),
    Mutant(
        "what is open for a day is counted with its whole set",
        "csap/desk.py",
        "        viewer = viewer.lasting\n",
        "        viewer = viewer or None\n",
        WORLDS,
    ),
    Mutant(
        "notices go to whoever is named",
        "csap/actions/telling.py",
        "if (person_id, *_key(each.record)) in may]",
        "]",
        "tests/test_traps.py::test_a_notice_goes_only_to_those_who_may_read",
    ),
    Mutant(
        "TLP:RED is exported",
        "csap/actions/exports.py",
        ", col(Post.tlp) != TLP.RED]",
        "]",
        WORLDS,
    ),
    Mutant(
        "a file is handed out past the desk",
        "csap/web/attachments.py",
        "    attachment = desk.fetch(Attachment, attachment_id)\n    post = desk.fetch(Post, attachment.post_id)\n",
        "    attachment = desk.as_system().fetch(Attachment, attachment_id)\n"
        "    post = desk.as_system().fetch(Post, attachment.post_id)\n",
        "tests/test_attachments.py::test_who_may_not_read_the_post_has_no_file",
    ),
    Mutant(
        "what is refused is written down nowhere",
        "csap/web/accesses.py",
        "    if error.act and viewer:\n",
        "    if error.act and viewer is None:\n",
        "tests/test_audit.py::test_what_the_rules_refuse_is_written_down_with_what_was_tried_and_nothing_of_what_was_sent",
    ),
    Mutant(
        "what is hidden or missing leaves a line",
        "csap/desk.py",
        "            raise NotFound\n",
        '            raise NotFound("post:read", f"post:{key}")\n',
        "tests/test_audit.py::test_of_what_is_hidden_or_missing_no_refusal_is_written",
    ),
    Mutant(
        "being refused fills the audit",
        "csap/actions/denials.py",
        "written[person] < MOST",
        "person",
        "tests/test_audit.py::test_nobody_fills_the_audit_by_being_refused",
    ),
    Mutant(
        "reading the audit is not written down",
        "csap/actions/audit.py",
        '    if form != "page" or looked not in lately:\n',
        "    if looked is None:\n",
        "tests/test_audit.py::test_a_look_is_written_once_and_a_look_under_another_filter_again",
    ),
    Mutant(
        "who was told of a hit is not written down",
        "csap/actions/telling.py",
        "        for each, person_id in told\n    ]\n\n",
        "        for each, person_id in told[:0]\n    ]\n\n",
        "tests/test_audit.py::test_who_was_told_of_a_hit_and_who_opened_it_is_written_down_with_the_pair",
    ),
    Mutant(
        "contacts are leafed through unseen",
        "csap/web/lists.py",
        "    accesses.of_list(desk.person, (row.post for row in found.running + found.rows))\n",
        "    accesses.of_list(desk.person, ())\n",
        "tests/test_audit.py::test_whose_contacts_a_list_or_a_search_shows_is_written_down_once_in_half_an_hour",
    ),
    Mutant(
        "an account to read with is opened unseen",
        "csap/actions/directory.py",
        "    tell_of(desk, person, OPENED, witnesses(desk, [organisation_id], person.id))\n",
        "",
        "tests/test_people.py::test_an_account_that_is_opened_in_an_organisation_is_told_there_and_to_the_dpo",
    ),
    Mutant(
        "names are tried out while typing, unseen",
        "csap/web/posting.py",
        "    accesses.of_foreseen(desk.person, found)\n",
        "    accesses.of_foreseen(desk.person, ())\n",
        "tests/test_audit.py::test_of_which_hidden_post_a_form_says_that_it_overlaps_is_written_down_before_anything_is_posted",
    ),
    Mutant(
        "names are tried out by rehearsing, unseen",
        "csap/actions/import_work.py",
        "        _shown(engine, upload_id, viewer, report)\n",
        "",
        "tests/test_imports.py::test_of_which_hidden_post_a_rehearsal_says_that_it_overlaps_is_written_down",
    ),
    Mutant(
        "a kept head is in every chain",
        "csap/audit.py",
        "            found = found or kept == Head(count, number, when, hashed)\n",
        "            found = True\n",
        "tests/test_audit_chain.py::test_a_chain_that_was_cut_or_written_anew_no_longer_holds_the_kept_head",
    ),
    Mutant(
        "one hidden thing is counted",
        "csap/rules/figures.py",
        "hidden // STEP * STEP if hidden >= FEWEST else 0",
        "hidden",
        "tests/test_figures.py::test_so_many_are_told_as",
    ),
    Mutant(
        "a token opens what its scopes don't say",
        "csap/api/door.py",
        "if scope not in token.scope.split():",
        "if not scope:",
        "tests/test_api.py::test_a_token_opens_what_its_scopes_say_and_no_more",
    ),
    Mutant(
        "a token has no end",
        "csap/actions/tokens.py",
        ".where(col(Token.revoked_at).is_(None), Token.expires_at > clock.now())\n    ).first()",
        ".where(col(Token.revoked_at).is_(None))\n    ).first()",
        "tests/test_api.py::test_a_token_that_has_ended_opens_nothing",
    ),
    Mutant(
        "tokens outlive the sign-ins",
        "csap/actions/ending.py",
        "    end_tokens(system, person_id)\n",
        "",
        "tests/test_tokens.py::test_tokens_end_with_all_sign_ins_and_calendar_links_stay",
    ),
    Mutant(
        "a change by the API opens what it leaves out",
        "csap/api/drafts.py",
        "values | said)",
        "said)",
        "tests/test_api_posting.py::test_a_change_keeps_what_is_left_out_and_needs_the_version_that_was_read",
    ),
    Mutant(
        "the API lists what is TLP:RED",
        "csap/actions/taking.py",
        ", col(Post.tlp) != TLP.RED)",
        ")",
        "tests/test_api.py::test_red_is_in_no_list_and_is_read_by_who_is_named",
    ),
    Mutant(
        "coverage counts what is TLP:RED in a file",
        "csap/actions/coverage.py",
        "        found.append(col(Post.tlp) != TLP.RED)\n",
        "        found.append(col(Post.tlp).is_not(None))\n",
        f"{ROLLS}::test_coverage_is_taken_along_without_what_is_red_and_with_the_strictest_marking_of_what_is_counted",
    ),
    Mutant(
        "coverage counts a contact that is TLP:RED in a file",
        "csap/actions/coverage.py",
        ".where(MET.tlp != TLP.RED)",
        "",
        f"{ROLLS}::test_coverage_is_taken_along_without_what_is_red_and_with_the_strictest_marking_of_what_is_counted",
    ),
    Mutant(
        "what ends goes along though it is TLP:RED",
        "csap/actions/protection_export.py",
        "        if post.tlp != TLP.RED:\n            until",
        "        if post.tlp:\n            until",
        f"{ROLLS}::test_who_was_not_informed_and_what_ends_go_along_as_far_as_one_may_read_them_and_never_red",
    ),
    Mutant(
        "overlaps taken along in bulk are unusual to nobody",
        "csap/actions/unusual.py",
        '("list:activities", "list:risks")',
        '("list:activities", "list:risks", "list:overlaps")',
        "tests/test_unusual.py::test_the_officer_is_told_once_a_day_of_what_is_unusual",
    ),
)


def killed(mutant: Mutant) -> tuple[bool, str]:
    """Whether a test noticed, and which did first."""
    with tempfile.TemporaryDirectory(prefix="csap-mutant-") as folder:
        for name in COPIED:
            source = ROOT / name
            ignored = shutil.ignore_patterns("__pycache__", "*.db")
            shutil.copytree(source, Path(folder, name), ignore=ignored) if source.is_dir() else shutil.copy(
                source, folder
            )
        for name in LINKED:
            Path(folder, name).symlink_to((ROOT / name).resolve())
        broken = Path(folder, mutant.file)
        text = broken.read_text()
        if text.count(mutant.old) != 1:
            return False, f"{mutant.file} has changed: the mutant fits {text.count(mutant.old)} times"
        broken.write_text(text.replace(mutant.old, mutant.new))
        command = [sys.executable, "-m", "pytest", *mutant.killer.split(), "-x", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    return done.returncode == 1 and bool(failed), failed[0][7:] if failed else done.stdout[-300:]


def main(wanted: list[str]) -> int:
    """The exit code: how many survive."""
    alive = 0
    for mutant in MUTANTS:
        if not wanted or mutant.name in wanted:
            dead, said = killed(mutant)
            alive += not dead
            print(f"{'killed  ' if dead else 'SURVIVES'}  {mutant.name}: {said.split(' - ')[0]}", flush=True)
    return alive


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
