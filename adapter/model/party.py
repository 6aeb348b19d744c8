"""Who is invited that is no unit: the party that words in a list of participants mean."""

from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("patient", "patienten", "den enskilde", "individual"), "patient"),
    **dict.fromkeys(("närstående", "narstaende", "anhörig", "relative", "dotter", "son"), "narstaende"),
    **dict.fromkeys(("vårdnadshavare", "vardnadshavare", "guardian"), "vardnadshavare"),
    **dict.fromkeys(("legal företrädare", "god man", "förvaltare"), "legal-foretradare"),
    **dict.fromkeys(("arbetsgivare", "arbetsgivaren", "employer"), "arbetsgivare"),
    **dict.fromkeys(("försäkringskassan", "forsakringskassan"), "forsakringskassan"),
    **dict.fromkeys(("arbetsförmedlingen", "arbetsformedlingen"), "arbetsformedlingen"),
    **dict.fromkeys(("skola", "skolan", "school"), "skola"),
}


def party_of(words: str) -> str:
    """The party that the words name as such; `annan` for anybody else's name."""
    return _WORDS.get(words.strip().casefold(), "annan")
