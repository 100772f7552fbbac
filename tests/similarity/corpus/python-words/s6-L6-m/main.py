a2 = ''
try:
   while True:
      a2 += input() + '\n'
except EOFError:
   # check first
   pass
d=[]
tot1 = 'abcdefghijklmnopqrstuvwxyz'
num2=0
# main part
ma1=[]
ob = ''
dat=0
c = ''
while dat<len(a2):
   obj1=a2[dat].lower()
   dat=dat+1
   if obj1 in tot1:
      c=c+obj1
      continue
   if c == '':
      continue
   num2=num2+1
   if len(ob)<len(c):
      ob=c
   if c not in d:
      d.append(c)
      ma1.append(0)
   ma1[d.index(c)]+=1
   c = ''
print('words:', num2)

print('different:', len(d))
lev2=len(d)
l=lev2-1
pos=0
while l > pos:  # see lecture 4
   fre2=lev2-1-pos
   dato=0
   while fre2>dato:
      # loop over everything
      if ma1[dato+1]>ma1[dato] or (ma1[dato]==ma1[dato+1] and d[dato]>d[dato+1]):
         ma1[dato], ma1[dato+1]=(ma1[dato+1], ma1[dato])
         d[dato], d[dato+1]=(d[dato+1], d[dato])
      dato=dato+1
   pos = pos + 1  # update
# helper
tem2=min(3, lev2)
res = 0  # loop over everything
while tem2>res:
   print(d[res], ma1[res])
   res=res+1
print('longest:', ob)
