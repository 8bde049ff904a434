"""Function words by language: enough of them to tell languages apart, and to know which words carry a question.

Each list is the language's most frequent pronouns, articles, prepositions, conjunctions and auxiliaries.
"""

_LISTS = {
    "en": """
        a about after all also although an and any are as at be because been before being between both but
        by can could did do does doing during each either few for from had has have having he her here hers
        him his how i if in into is it its just may me might more most must my no nor not of off on once
        only or other our out over own same she should since so some such than that the their them then
        there these they this those through to too under until up upon very was we were what when where
        whether which while who whom whose why will with within without would you your""",
    "de": """
        aber alle als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen
        einer eines er es für gegen hat haben ihre im in ist jede kann kein können man mit nach nicht noch
        nur oder sein sich sie sind so über um und unter vom von vor war was wenn werden wie wird wir wo zu
        zum zur zwischen""",
    "fr": """
        au aux avec c'est ce ces cette comme dans de des deux du elle elles en entre est et été être il ils
        la le les leur leurs lui mais même ne nous on ont ou où par pas peut plus pour qu'il que qui sa sans
        se ses si son sont sous sur tous tout un une vous""",
    "es": """
        al algo como con cuando de del desde donde el ella ellas ellos en entre era es esta este esto están
        fue ha han hasta hay la las le les lo los más muy no nos o para pero por porque puede que se ser si
        sin sobre son su sus también tiene un una y ya""",
    "it": """
        agli ai al alla alle anche che ci come con da dal dalla degli dei del della delle di e ed è essere
        gli ha hanno i il in la le lo loro ma nel nella non o per perché più può quando questa questo se si
        sono su sua sul un una uno""",
    "pt": """
        ao aos as com como da das de do dos e é ela ele em entre era essa esse esta este foi há isso já mais
        mas mesmo muito na não nas no nos o os ou para pela pelo por porque pode quando que se sem ser seu
        sua são também tem um uma""",
    "nl": """
        aan al als bij dan dat de deze die dit door een en er had heeft het hij hun ik in is kan maar meer
        met naar niet nog of om onder ook op over te tot uit van veel voor was wat we werd wordt worden zijn
        ze zich zij zo""",
}

STOP_WORDS: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _LISTS.items()}
