text = ''
try:
  while True:
    text += input() + '\n'
except EOFError:
  pass
abc = 'abcdefghijklmnopqrstuvwxyz'
names=[]
times=[]
total=0
longest = ''
word = ''
position=0
while position<len(text):
  letter=text[position].lower()

  position+=1
  if letter in abc:
    word+=letter
    continue
  if word == '':
    continue
  total+=1
  if len(longest)<len(word):
    longest=word
  if word not in names:
    names.append(word)
    times.append(0)
  times[names.index(word)]+=1
  word = ''
print('words:', total)
print('different:', len(names))
n=len(names)
for i in range(n-1):
  for j in range(n-1-i):
    if times[j]<times[j+1] or (times[j]==times[j+1] and names[j]>names[j+1]):
      times[j], times[j+1]=(times[j+1], times[j])
      names[j], names[j+1]=(names[j+1], names[j])
for k in range(min(3, n)):
  print(names[k], times[k])
print('longest:', longest)
