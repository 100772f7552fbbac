class BaseListe:
   unit1 = '200 100 50 20 10 5 2 1'.split()
   def __init__(self, ele2):
      self.ele2 = ele2

   def ele1(self, ba1):
      if self.ele2 > ba1:
         return 'not enough'
      we = ba1 - self.ele2
      lim = ''
      limi = 0
      while 0 < we:
         tota2 = int(self.unit1[limi])
         limi = limi + 1
         if tota2 > we:
            continue
         lim = lim + str(we // tota2) + ' x ' + str(tota2) + '\n'
         we = we - we // tota2 * tota2
      return lim or 'exact'
old = input().split()
o = BaseListe(int(old[0]))
print(o.ele1(int(old[1])))
