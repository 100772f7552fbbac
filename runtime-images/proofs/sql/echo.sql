CREATE TABLE input (line TEXT);
.mode list
.separator "\x1f"
.import "|cat" input
SELECT line FROM input;
