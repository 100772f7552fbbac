coins=[200, 100, 50, 20, 10, 5, 2, 1]
text=input()

parts = text.split(' ')
price=int(parts[0])

payed=int(parts[1])
change=payed-price
if change<0:
   print('not enough')
if change==0:
   print('exact')
if change>0:
   for c in coins:
      count=0
      while change>=c:
         change=change-c
         count=count+1
      if count>0:
         print(str(count) + ' x ' + str(c))
