"""The columns that a CSAP sheet can have, in the order we write them. What others call them is in headings.toml."""

from dataclasses import dataclass
from typing import Literal

from csap.wording import N_

Shape = Literal["activities", "contacts"]


@dataclass(frozen=True)
class Field:
    """`header` is our own heading (a msgid), `hxl` our tag, `kind` how its cells are parsed (records.PARSERS)."""

    key: str
    header: str
    hxl: str
    kind: str = "text"


ACTIVITIES = (
    Field("ref", N_("Ref"), "#meta+id"),
    Field("organisation", N_("Posting organisation"), "#org+reporting+name"),
    Field("organisation_short", N_("Organisation acronym"), "#org+reporting+acronym"),
    Field("organisation_type", N_("Organisation type"), "#org+reporting+type"),
    Field("partners", N_("Partner EU organisation(s)"), "#org+impl+list", "list"),
    Field("institution", N_("Stakeholder institution"), "#group+name"),
    Field("function", N_("Stakeholder function"), "#group+type"),
    Field("contact_name", N_("Contact person"), "#contact+name"),
    Field("contact_email", N_("Contact e-mail"), "#contact+email", "email"),
    Field("contact_phone", N_("Contact phone"), "#contact+phone"),
    Field("themes", N_("Theme code"), "#sector+code", "list"),
    Field("crime_area", N_("Crime area"), "#subsector+code", "list"),
    Field("title", N_("Activity title"), "#activity+name"),
    Field("form", N_("Form of activity"), "#activity+type", "form"),
    Field("summary", N_("Activity summary"), "#description"),
    Field("beneficiaries", N_("For whom"), "#beneficiary+type"),
    Field("beneficiary_count", N_("How many"), "#targeted+num", "count"),
    Field("status", N_("Activity status"), "#status", "status"),
    Field("starts", N_("Activity start"), "#date+start", "date"),
    Field("ends", N_("Activity end"), "#date+end", "date"),
    Field("admin1", N_("Admin 1"), "#adm1+name"),
    Field("admin2", N_("Admin 2"), "#adm2+name"),
    Field("admin3", N_("Admin 3"), "#adm3+name"),
    Field("pcode", N_("P-code"), "#adm1+code+v_pcodes", "pcode"),
    Field("place", N_("Place name"), "#loc+name"),
    Field("lat", N_("Lat"), "#geo+lat", "lat"),
    Field("lon", N_("Lon"), "#geo+lon", "lon"),
    Field("ask", N_("The ask / message"), "#description+ask"),
    Field("outcome", N_("Activity outcome"), "#output+description"),
    Field("commitments", N_("Commitments made"), "#output+commitment"),
    Field("follow_up", N_("Follow-up"), "#output+followup"),
    Field("due", N_("Due on"), "#date+due", "date"),
    Field("commitment_owner", N_("Commitment owner"), "#output+owner"),
    Field("funding_ref", N_("Funding reference"), "#org+funding+code"),
    Field("tlp", N_("TLP"), "#meta+tlp", "tlp"),
    Field("marking", N_("Other marking"), "#meta+marking"),
    Field("evaluation", N_("Evaluation code"), "#meta+evaluation"),
    Field("on_match", N_("On overlap"), "#meta+visibility", "on_match"),
    Field("reported", N_("Posted on"), "#date+reported", "date"),
    Field("verified", N_("Last verified"), "#date+verified", "date"),
)

CONTACTS = (
    Field("ref", N_("Ref"), "#meta+id"),
    Field("organisation", N_("Posting organisation"), "#org+reporting+name"),
    Field("contact_kind", N_("Kind of stakeholder"), "#contact+type", "contact_kind"),
    Field("title", N_("Form of address"), "#contact+title"),
    Field("name", N_("Stakeholder name"), "#contact+name"),
    Field("first_name", N_("Given name"), "#contact+name+first"),
    Field("last_name", N_("Family name"), "#contact+name+last"),
    Field("aliases", N_("Other names"), "#contact+name+alt", "names"),
    Field("institution", N_("Stakeholder institution"), "#group+name"),
    Field("parent", N_("Part of institution"), "#group+parent"),
    Field("function", N_("Stakeholder function"), "#group+type"),
    Field("email", N_("Stakeholder e-mail"), "#contact+email", "emails"),
    Field("phone", N_("Stakeholder phone"), "#contact+phone", "names"),
    Field("languages", N_("Languages spoken"), "#contact+language", "languages"),
    Field("purpose", N_("Kept for"), "#contact+purpose", "purpose"),
    Field("place", N_("Postal address"), "#loc+name"),
    Field("admin1", N_("Admin 1"), "#adm1+name"),
    Field("pcode", N_("P-code"), "#adm1+code+v_pcodes", "pcode"),
    Field("lat", N_("Lat"), "#geo+lat", "lat"),
    Field("lon", N_("Lon"), "#geo+lon", "lon"),
    Field("notes", N_("Stakeholder notes"), "#description"),
    Field("tlp", N_("TLP"), "#meta+tlp", "tlp"),
    Field("marking", N_("Other marking"), "#meta+marking"),
    Field("on_match", N_("On overlap"), "#meta+visibility", "on_match"),
    Field("verified", N_("Last verified"), "#date+verified", "date"),
)

SHAPES: dict[Shape, tuple[Field, ...]] = {"activities": ACTIVITIES, "contacts": CONTACTS}


def field_named(shape: Shape, key: str) -> Field:
    """KeyError when the shape has no such field."""
    return {each.key: each for each in SHAPES[shape]}[key]
