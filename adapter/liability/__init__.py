"""Payment liability (betalningsansvar): from when a municipality pays for a stay, for which days, and how much; pure."""
