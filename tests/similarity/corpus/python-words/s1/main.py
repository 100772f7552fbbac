import sys
from collections import Counter
import re

# all of the words in lower case
words = re.findall(r"[a-z]+", sys.stdin.read().lower())
counts = Counter(words)

print("words:", len(words))
print("different:", len(counts))
# Counter.most_common does not sort equal ones by the alphabet, so we do it by hand
for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]:
    print(word, count)
print("longest:", max(words, key=len))
