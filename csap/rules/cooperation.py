"""The four formats of cooperation between CSDP missions and JHA actors, from least to most (Mavrakou 2021, pp. 7-9)."""

from dataclasses import dataclass

from csap.wording import N_


@dataclass(frozen=True)
class Format:
    name: str
    definition: str
    here: str
    """What it looks like on this platform."""


FORMATS: dict[int, Format] = {
    1: Format(
        N_("Regular communication"),
        N_(
            "Consistent channels, so that what each side does in the field completes what the other does: "
            "no redundancies, no parallel processes, one coherent stance of the Union."
        ),
        N_("Post what you plan, answer overlaps, comment."),
    ),
    2: Format(
        N_("Joint situational awareness"),
        N_("Exchange of information, joint analyses and a shared picture of the situation."),
        N_("The map and the timeline; risk analyses that several organisations sign or dissent from."),
    ),
    3: Format(
        N_("Springboard"),
        N_(
            "A mission opens the way for a JHA actor to the host country: premises and transport, or contacts and "
            "knowledge of the context. It is never the mission’s main purpose."
        ),
        N_("Activities that open a door for another organisation, with the contact who was introduced."),
    ),
    4: Format(
        N_("JHA expertise in missions"),
        N_(
            "Experts of JHA agencies or of national ministries work in a mission, visiting or seconded, because its "
            "mandate needs their craft."
        ),
        N_("Activities that an expert of another organisation carries out for a mission."),
    ),
}
