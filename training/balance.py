"""Let no group be worse than another: a line about one group is learned from as a line about others too.

Without this a model learns from what unkind children write that some groups go with unkindness (Dixon et al. 2018,
"Measuring and mitigating unintended bias in text classification"). Each line of the corpus that names a group is
therefore repeated with other groups in its place, kind or unkind as it was.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from training.corpus import Line

#: Words that may take each other's place in a sentence, whatever it says.
EXCHANGEABLE = tuple(
    tuple(row.split())
    for row in (
        "moslim christen jood hindoe boeddhist katholiek protestant",
        "moslims christenen joden hindoes boeddhisten katholieken protestanten",
        "islamitisch christelijk joods hindoestaans katholiek boeddhistisch",
        "islamitische christelijke joodse hindoestaanse katholieke boeddhistische",
        "islam christendom jodendom hindoeïsme boeddhisme",
        "moskee kerk synagoge tempel",
        "hoofddoek keppeltje tulband kruisje sluier",
        "hoofddoekjes keppeltjes tulbanden kruisjes",
        "turk marokkaan surinamer pool syriër chinees antilliaan somaliër oekraïner nederlander duitser eritreeër",
        "turken marokkanen surinamers polen syriërs chinezen antillianen somaliërs oekraïners nederlanders duitsers",
        "turks marokkaans surinaams pools syrisch chinees antilliaans somalisch oekraïens nederlands duits arabisch",
        "turkse marokkaanse surinaamse poolse syrische chinese antilliaanse somalische oekraïense nederlandse duitse",
        "turkije marokko suriname polen syrië china curaçao somalië oekraïne duitsland afrika",
        "vluchteling asielzoeker nieuwkomer buitenlander migrant",
        "vluchtelingen asielzoekers nieuwkomers buitenlanders migranten",
        "buitenlandse nederlandse",
        "jongen meisje",
        "jongens meisjes",
        "man vrouw",
        "mannen vrouwen",
        "vader moeder",
        "vaders moeders",
        "papa mama",
        "broer zus",
        "broertje zusje",
        "homo lesbienne hetero biseksueel",
        "homo's lesbiennes hetero's transgenders",
        "homoseksueel lesbisch hetero transgender",
        "homoseksuele lesbische transgender",
        "autisme adhd dyslexie epilepsie diabetes",
        "autistisch dyslectisch slechthorend slechtziend",
        "autistische dyslectische dove blinde slechtziende",
        "doof blind slechthorend slechtziend",
        "doven blinden slechthorenden slechtzienden",
        "rolstoel looprek gehoorapparaat blindenstok",
        "donkere lichte bruine zwarte witte",
    )
)
#: How many other groups take the place of the one that stands there, in a harmless and in a harmful line.
HARMLESS_COPIES, HARMFUL_COPIES = 4, 2
_GROUPS: dict[str, tuple[str, ...]] = {}
for _row in EXCHANGEABLE:
    for _word in _row:
        _GROUPS.setdefault(_word, _row)
_NAMED = re.compile(
    r"(?<![\w'])(?:" + "|".join(sorted(map(re.escape, _GROUPS), key=len, reverse=True)) + r")(?![\w'])", re.IGNORECASE
)


def balanced(lines: Iterable[Line], *, seed: int = 0) -> Iterator[Line]:
    """Give the lines, each that names a group followed by copies about other groups."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for line in lines:
        yield line
        named = {match[0].lower() for match in _NAMED.finditer(line.message.text)}
        if named:
            for _ in range(HARMFUL_COPIES if line.expected else HARMLESS_COPIES):
                yield with_other_groups(line, chance)


def with_other_groups(line: Line, chance: random.Random) -> Line:
    """Give a line in which every group is another one; the same group is the same other one throughout."""
    others: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0].lower()
        if word not in others:
            others[word] = chance.choice([one for one in _GROUPS[word] if one != word])
        found = others[word]
        return found.capitalize() if match[0][0].isupper() else found

    answered = line.message.reply_to
    message = replace(
        line.message,
        text=_NAMED.sub(other, line.message.text),
        reply_to=None if answered is None else _NAMED.sub(other, answered),
    )
    return replace(line, message=message, spans=())
