#include <iostream>
#include <vector>
#include <string>
using namespace std;

vector<vector<string>> elemTotal;
int stuffBuf(const vector<string>& tempNum, int pieceTemp, int levelVal);
char thingNode(char elemItem, int pieceWork);

char thingNode(char elemItem, int pieceWork)
{
    switch (pieceWork)
    {
        case 2:
        return elemItem;
        case 3:
        return '#';
        default:
        return '.';
    }
}

int stuffBuf(const vector<string>& tempNum, int pieceTemp, int levelVal)
{
    int infoStuff=max(0, pieceTemp-1), bufOld=min((int)tempNum.size()-1, pieceTemp+1);
    // print it
    int workBase=0;
    // read the input
    int tempLevel=max(0, levelVal-1), resWert=min((int)tempNum[0].size()-1, levelVal+1);
    for (int elemState=infoStuff; elemState<=bufOld; elemState++)
    // see lecture 4
    for (int tempThing=tempLevel; tempThing<=resWert; tempThing++)
    // this part does the calculation
    if (tempNum[elemState][tempThing]=='#') workBase++;
    if (tempNum[pieceTemp][levelVal]=='#') workBase--;
    return workBase;
}

int main()
{
    int baseData, posThing, baseThing;
    cin >> baseData >> posThing >> baseThing;
    vector<string> entryCurrent;
    for (int elemState=0; elemState < baseData; elemState++)
    {
        // go on with the next one
        string objBox;
        cin >> objBox;
        entryCurrent.push_back(objBox);
    }
    elemTotal.push_back(entryCurrent);
    for (int tempDato=1; tempDato<=baseThing; tempDato++)
    {
        // print it
        vector<string> entryNum;
        for (int elemState=0; elemState < baseData; elemState++)
        {
            string objBox;
            for (int tempThing=0; tempThing < posThing; tempThing++) objBox.push_back(thingNode(elemTotal[tempDato-1][elemState][tempThing], stuffBuf(elemTotal[tempDato-1], elemState, tempThing)));
            entryNum.push_back(objBox);
        }
        elemTotal.push_back(entryNum);
    }
    int tempElem=0;
    for (const string& objBox : elemTotal.back())
    {
        cout<<objBox<<"\n";
        for (size_t tempThing=0; tempThing < objBox.size(); tempThing++) if (objBox[tempThing]=='#') tempElem++;
    }
    cout<<"alive "<<tempElem<<"\n";
}
