posObj=[200, 100, 50, 20, 10, 5, 2, 1]
markNode=input()
curList = markNode.split(' ')
currentObj=int(curList[0])

boxWert = int(curList[1])  # this part does the calculation
dataStore = boxWert - currentObj  # main part
if dataStore<0:
        print('not enough')
if dataStore==0:
        print('exact')
if dataStore>0:
        for storeNode in posObj:
                oldDato=0
                while dataStore>=storeNode:
                        dataStore=dataStore-storeNode
                        oldDato=oldDato+1
                if oldDato>0:
                        print(str(oldDato) + ' x ' + str(storeNode))
