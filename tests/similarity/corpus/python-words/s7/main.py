from collections import defaultdict
from heapq import nsmallest
import fileinput
import re

PATTERN = re.compile("[A-Za-z]+")

# mot -> liste des positions ou il apparait
positions = defaultdict(list)
numero = 0
for ligne in fileinput.input():
    for trouve in PATTERN.finditer(ligne):
        positions[trouve.group().lower()].append(numero)
        numero += 1

print("words: %d" % numero)
print("different: %d" % len(positions))
for mot in nsmallest(3, positions, key=lambda m: (-len(positions[m]), m)):
    print("%s %d" % (mot, len(positions[mot])))
# le plus long, et parmi les egaux celui qui vient en premier
print("longest: %s" % min(positions, key=lambda m: (-len(m), positions[m][0])))
