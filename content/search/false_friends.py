"""False friends: words that stemming, or a family of endings, would take for another word.

Each group is one word with its forms, in American spelling, parted by semicolons; it is found by
these forms only. A group belongs here if two words of one root differ in meaning: police, policy.
"""

from __future__ import annotations

_GROUPS = """
    accessory accessories; accordion accordions; accountant accountants; adversary adversaries;
    advert adverts advertise advertised advertises advertising advertisement advertisements;
    affection affections affectionate; apartment apartments; audition auditions; author authors
    authored; busy busier; calamari; capitalism capitalist capitalists; carrier carriers; champ
    champs; chart charts charted charting; commission commissions commissioned commissioner
    commissioners; communism communist communists; concept concepts conception; conditioner
    conditioners; conductor conductors; convenience convenient conveniently; county counties;
    courtesy courteous courtship courtier courtiers; critical critically; custom customary;
    customer customers; customs; definite definitely; design designs designed designer designers
    designing; destiny destinies; directory directories; documentary documentaries; emergence;
    emir emirs; empire empires; execute executed execution executions executioner; executive
    executives; experiment experiments experimental; factory factories; generic; generous
    generosity; hearty; hospitality hospitable; imperial; implicate implicated; import imports
    imported importing importer importers importation; improvise improvised improvisation;
    incoming; informal informally; informant informants informer informers; initial initially
    initials; integral; integrity; intern interns interned internship internships; journal
    journals; laboratory laboratories; lighter lighters; mandatory; margin margins; mechanic
    mechanics mechanical mechanically; mentality mentalities; minority minorities; missionary
    missionaries; mobile mobiles; mobilize mobilized mobilizes mobilizing mobilization; movie
    movies; nationalism nationalist nationalists; nativity; naturalization naturalize
    naturalized naturalizing; object objects; objection objections objectionable objected;
    observatory observatories; officer officers; official officials officially; opportunist
    opportunistic; ordinance ordinances; ordinary ordinarily; organ organs; organic organically;
    organism organisms; original originally originals originality; pacifier pacifist pacifists
    pacify; partial partially; personality personalities; physician physicians; physicist
    physicists physics; pointer pointers pointy; police policing policed policeman policemen
    policewoman; polite politely politeness; positive positively positives positivity; potent;
    prior priors; professor professors; projector projectors; providence; publication
    publications; publicist publicists; publicity publicize publicized; reception receptions
    receptionist receptive; recess recesses; regiment regiments regimental; relative relatives
    relativity; resolute resolutely; respective respectively; response responses responsive;
    scholarship scholarships; secondary; secret secrets secretly secretive secrecy; secrete
    secretion secretions; sever severed severance; severe severely severity; sober; socialism
    socialist socialists; species; statement statements; succession successor successors
    successive; supple; temporal; total totals totally totaled; tracker trackers; transit
    transits; treat treats treated treating; tribune tribunes; uni unis; unit units; universal
    universally universality; universe universes; university universities
"""

# The key of each form. The underscore keeps it out of every family of endings.
FALSE_FRIENDS = {
    form: f"{forms[0]}_" for forms in map(str.split, _GROUPS.split(";")) for form in forms
}
