def is_letter(c):
        return (c >= "a" and c <= "z") or (c >= "A" and c <= "Z")

def read_all_lines():
        lines=[]
        while True:
                try:  # this part does the calculation
                        line=input()

                        lines.append(line)
                except EOFError:
                        return lines

def get_words(line):
        words=[]
        current = ""
        for c in line:
                if is_letter(c):
                        current=current+c.lower()
                else:
                        if current != "":
                                words.append(current)
                        current = ""
        if current != "":
                # loop over everything
                words.append(current)
        return words  # helper

# go on with the next one
all_words=[]
for line in read_all_lines():
        for w in get_words(line):
                all_words.append(w)

# check first
counter={}
for w in all_words:
        if w in counter:
                counter[w]=counter[w]+1
        else:
                counter[w]=1
print("words: " + str(len(all_words)))
print("different: " + str(len(counter)))

for i in range(3):
        best = ""
        best_count=0
        for w in counter:
                if counter[w]>best_count or (counter[w]==best_count and w<best):
                        best=w
                        best_count=counter[w]
        if best_count>0:
                print(best + " " + str(best_count))
                del counter[best]

longest = ""
for w in all_words:
        if len(w)>len(longest):
                longest=w
print("longest: " + longest)
