"""What each indicator counts, in Swedish, for whoever reads a report's sheets; the English stands with the table."""

from collections.abc import Mapping

WHOLE = "hela regionen"
HIDDEN = "dolt"
YES, NO, UNKNOWN = "ja", "nej", "okänt"
UNITS: Mapping[str, str] = {"1": "", "d": "dygn", "h": "timmar"}
FORMS: Mapping[str, str] = {"count": "antal", "share": "andel", "mean": "medelvärde", "median": "median"}
GOALS: Mapping[str, str] = {
    "below-baseline": "lägre än jämförelseåret",
    "all": "alla",
}
_LEFT = "Utskrivningsklara som lämnade slutenvården under månaden"
COUNTS: Mapping[str, tuple[str, str]] = {
    # what is counted (the numerator), of what (the denominator)
    "patients": (_LEFT, ""),
    "waiting": ("Utskrivningsklara som inte hade lämnat slutenvården när månaden tog slut", ""),
    "ready-days": ("Dygn från dag 0 till dagen för utskrivning, som inte räknas", ""),
    "ready-days-mean": ("Dygn från dag 0 till dagen för utskrivning, som inte räknas", _LEFT),
    "billed-days": ("Dygn i månaden som kommunen har betalningsansvar för", ""),
    "billed-days-mean": ("Hela vårdtidens dygn med betalningsansvar", _LEFT),
    "readmissions-65": (
        "Utskrivningar efter vilka personen skrevs in igen inom 30 dagar, den trettionde inräknad",
        "Utskrivningar under månaden av personer som hade fyllt 65 år",
    ),
    "notice-within-24h": (
        "Inskrivningsmeddelanden som skickades i tid",
        "Inskrivningsmeddelanden att skicka",
    ),
    "kvittens-in-time": ("Kvittenser som gavs i tid", "Kvittenser att ge"),
    "kvittens-hours": ("Timmar från mottagande till kvittens", "Kvittenser som gavs"),
    "kvittens-hours-median": ("Timmar från mottagande till kvittens", "Kvittenser som gavs"),
    "kallelse-in-time": ("Kallelser som skickades i tid", "Kallelser att skicka"),
    "sip-in-time": ("Möten som hölls i tid", "Möten att hålla"),
    "sip-follow-up": (
        "Planer som hade följts upp eller utvärderats när dagen för uppföljning var slut",
        "Planer vars dag för uppföljning inföll under månaden",
    ),
    "sip-survey": ("Enkäter om delaktighet som planer hänvisar till för första gången", ""),
    "home-within-one-day": ("Utskrivna inom 24 timmar från meddelandet om utskrivningsklar", _LEFT),
    "home-within-three-days": ("Utskrivna senast tredje dagen efter dag 0", _LEFT),
}
NOTES: tuple[tuple[str, str], ...] = (
    (
        "Dolda uppgifter",
        (
            "En uppgift om en till fyra personer visas inte, inte heller en andel där en till fyra räknas eller inte räknas. "
            "Noll visas: det handlar om ingen. Fler uppgifter är dolda där en summa annars skulle röja dem, också sådana "
            "som handlar om fler än fyra. Där det inte räcker är summan själv dold."
        ),
    ),
    (
        "Månad",
        (
            "Den som lämnade slutenvården räknas i den månad då det skedde, den som väntade i varje månad vid vars slut det "
            "var så, det som skulle göras i den månad då tiden gick ut. En månad redovisas när den är slut; återinskrivningar "
            "när ytterligare 30 dagar har gått."
        ),
    ),
    (
        "Kommun",
        "Den kommun som har beslutat om placering, annars den där personen var folkbokförd när meddelandena kom.",
    ),
    (
        "Källa",
        (
            "Siffrorna är räknade ur de meddelanden som adaptern har förmedlat. De källor som en överenskommelse nämner har egna "
            "siffror, som kan skilja sig från dessa."
        ),
    ),
    ("Belopp", "Hela kronor. Ett tomt belopp som inte är dolt betyder att årets belopp per vårddygn saknas."),
)
