"""Where people stay: hotel rooms, beds, wishes, who shares with whom."""
