"""For those who keep the records: what is due, what there is, and where to begin a new one."""
