"""Words without meaning in a search, and words that tell only the kind of entry that is meant."""

from __future__ import annotations

from content.model import EntryKind

STOP_WORDS = frozenset(
    """
    a about above according across after again against all along also am among amongst an and
    any anybody anyone anything are aren arent around as at be because been before being below
    between both but by can concerning despite cannot cant could couldnt did didnt do does
    doesnt doing done dont down during each either else etc even ever every few for from further
    get gets getting give go goes going got had has hasnt have havent having he her here hers
    him his how however i id if ill im in into is isnt it its itself ive just lets like many me
    more most much must my myself neither no nor not now of off often on once only onto or other
    others our ours out over own per please rather s same shall she should shouldnt since so
    some somebody someone something such t than that thats the their theirs them themselves then
    there therefore these they thing things this those through thus to too toward towards under
    until up upon us very via want was wasnt we well were werent what whats whatever when
    whenever where wherever whether which while who whom whos whose why will with within without
    wont would wouldnt yes yet you your yours yourself
    """.split()  # noqa: SIM905
)
# Words of the question itself, never of what is asked for.
ASKING_WORDS = frozenset(
    """
    anything ask find help info information know look looking mean meaning means mention mentioned
    mentions need say saying says said search show speak speaks stand stands tell thank thanks
    passage passages quote quotes quotation text word words define definition defined explain
    acronym abbreviation date dates time happen happens happening located
    """.split()  # noqa: SIM905
)
# Everyday words. They weigh less where the pack has them, and are ignored where it has not, unless
# nothing else is asked for.
LIGHT_WORDS = frozenset(
    """
    allow allowed ask asked asking asks become became begin began begun believe big bring brought
    bringing brings call called calls cause caused causes certain choose chose chosen come came
    comes coming consider considered day deal dealing deals dealt different discuss discussed easy
    exist exists expect expected fact facts feel felt find found follow followed follows give gave
    given gives giving good great happen happened happens hard hear heard hold held holds idea
    ideas join joined keep keeps kept kind kinds know knew known knows launch launched launches
    leave leaves left let lets little look looked looking looks lot lots main make made makes
    making mean meaning means meant near next often people possible problem problems put puts
    question questions real really regarding related run ran running runs say said saying says see
    saw seem seems seen show showed showing shown shows small sort sorts speak spoke spoken start
    started starting starts stop stopped stopping stops subject suggest suggested take taken takes
    taking took talk talked talking talks tell told thing things think thinks thought try tried
    tries trying turn turned understand use used uses using want wanted wants way ways went word
    write writes writing written wrote
    """.split()  # noqa: SIM905
)
# The kind of entry that a word of the question suggests.
KIND_HINTS: dict[str, EntryKind] = {
    "when": "meeting",
    "where": "meeting",
    "date": "meeting",
    "dates": "meeting",
    "happen": "meeting",
    "happens": "meeting",
    "meaning": "term",
    "mean": "term",
    "means": "term",
    "stand": "term",
    "stands": "term",
    "define": "term",
    "definition": "term",
    "acronym": "term",
    "abbreviation": "term",
}
