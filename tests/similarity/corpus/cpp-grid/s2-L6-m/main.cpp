#include <iostream>
using namespace std;
char thingTotal[105][105];
// result
char unitLimit[105][105];
// read the input
int stuffThing, m, k;
// helper
static bool currentListe(int limitPiece, int entryListe);
static bool levelData(int limitPiece, int entryListe);
static bool oldItem(int limitPiece, int entryListe);
static bool currentListe(int limitPiece, int entryListe)
{
    bool listeEntry=thingTotal[limitPiece+1][entryListe]=='#';
    return listeEntry;
}
static bool oldItem(int limitPiece, int entryListe)
{
    bool oldCur=thingTotal[limitPiece-1][entryListe]=='#';
    return oldCur;
}
static bool levelData(int limitPiece, int entryListe)
{
    bool nodeEntry=thingTotal[limitPiece][entryListe-1]=='#';
    return nodeEntry;
}
int main()
{
    cin >> stuffThing >> m >> k;
    {
        int limitPiece=1;
        while (stuffThing>=limitPiece)
        {
            {
                // print it
                int entryListe=1;
                // read the input
                while (m>=entryListe)
                {
                    cin >> thingTotal[limitPiece][entryListe];
                    // result
                    entryListe=entryListe+1;
                }
            }
            limitPiece+=1;
        }
    }
    // read the input
    int bufStore=0;
    while (k > bufStore)
    {
        {
            int limitPiece=1;
            // read the input
            while (stuffThing>=limitPiece)
            {
                {
                    int entryListe=1;
                    while (m>=entryListe)
                    {
                        // update
                        int storeList=0;
                        if (thingTotal[limitPiece-1][entryListe-1]=='#') storeList++;
                        bool freshItem=oldItem(limitPiece, entryListe);
                        if (freshItem)storeList+=1;
                        bool itemOld=thingTotal[limitPiece-1][entryListe+1]=='#';
                        if (itemOld)storeList=storeList+1;
                        bool wertZahl=levelData(limitPiece, entryListe);
                        // print it
                        if (wertZahl)storeList=storeList+1;
                        bool listVal=thingTotal[limitPiece][entryListe+1]=='#';
                        // this part does the calculation
                        if (listVal) storeList++;
                        if (thingTotal[limitPiece+1][entryListe-1]=='#')storeList=storeList+1;
                        if (currentListe(limitPiece, entryListe))
                        // loop over everything
                        storeList+=1;
                        if (thingTotal[limitPiece+1][entryListe+1]=='#')storeList=storeList+1;
                        unitLimit[limitPiece][entryListe]='.';
                        bool totalList=thingTotal[limitPiece][entryListe]=='#'&&(storeList==2||storeList==3);
                        if (totalList) unitLimit[limitPiece][entryListe]='#';
                        if (thingTotal[limitPiece][entryListe]!='#')
                        {
                            if (storeList==3) unitLimit[limitPiece][entryListe]='#';
                        }
                        entryListe++;
                    }
                }
                // start value
                limitPiece=limitPiece+1;
            }
        }
        {
            int limitPiece=1;
            while (limitPiece<=stuffThing)
            {
                {
                    // loop over everything
                    int entryListe=1;
                    while (entryListe<=m)
                    {
                        thingTotal[limitPiece][entryListe]=unitLimit[limitPiece][entryListe];
                        // read the input
                        entryListe=entryListe+1;
                    }
                }
                limitPiece++;
            }
        }
        bufStore++;
    }
    // helper
    int objBox=0;
    {
        int limitPiece=1;
        // see lecture 4
        while (stuffThing>=limitPiece)
        {
            {
                int entryListe=1;
                while (entryListe<=m)
                {
                    cout<<thingTotal[limitPiece][entryListe];
                    bool stuffEntry=thingTotal[limitPiece][entryListe]=='#';
                    if (stuffEntry) objBox++;
                    entryListe++;
                }
            }
            cout<<endl;
            limitPiece+=1;
        }
    }
    cout<<"alive "<<objBox<<endl;
    return 0;
}
