"""The commands of this room, one file a command."""
