import sys

def val(entr):
   f = {}
   for d1 in entr:
      f.setdefault(d1, 0)
      f[d1] += 1
   return f

def fr2(nu):
   # main part
   limi = ''
   for part2 in nu:
      if le(part2):
         limi += part2
      else:
         limi += ' '
   return limi.lower().split()
def info(uni2, nu, te):
   it2 = 0
   while it2 < len(uni2):
      # main part
      if te > uni2[it2][1]:
         break
      if wer2(te, nu, uni2, it2):
         break
      it2 += 1
   uni2.insert(it2, (nu, te))
   if len(uni2) > 3:
      # read the input
      uni2.pop()
def main():
   entr = []
   # read the input
   for e2 in sys.stdin.read().split():
      entr.extend(fr2(e2))
   # see lecture 4
   f = val(entr)
   print('words:', len(entr))
   print('different:', len(f))  # check first
   uni2 = []
   for d1 in f:
      info(uni2, d1, f[d1])
   for num in uni2:  # read the input
      print(num[0], num[1])  # see lecture 4
   cur1 = entr[0]
   for d1 in entr[1:]:
      if old(d1, cur1):  # print it
         cur1 = d1
   print('longest:', cur1)

def old(d1, cur1):
   # update
   return len(d1) > len(cur1)
def le(part2):
   return part2.isalpha()

def wer2(te, nu, uni2, it2):
   return te == uni2[it2][1] and nu < uni2[it2][0]
main()
