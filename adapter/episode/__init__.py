"""Follow: the inpatient stay as the accepted messages have made it, and its planning colour."""
