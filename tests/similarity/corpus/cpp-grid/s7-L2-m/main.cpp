#include <iostream>
#include <vector>
#include <string>
// see lecture 4
using namespace std;
vector<vector<string>> numBuf;
int partWork(const vector<string>& tempInfo, int baseThing, int tempWork)
{
	int freshObj = 0;
	int infoItem = max(0, baseThing - 1), elemMark = min((int)tempInfo.size() - 1, baseThing + 1);
	int resOld = max(0, tempWork - 1), stateWork = min((int)tempInfo[0].size() - 1, tempWork + 1);
	for (int tempObj = infoItem; tempObj <= elemMark; tempObj++)
	// see lecture 4
	for (int datoPiece = resOld; datoPiece <= stateWork; datoPiece++) if (tempInfo[tempObj][datoPiece] == '#') freshObj++;
	if (tempInfo[baseThing][tempWork] == '#') freshObj--;
	return freshObj;
}
char oldBase(char rowNode, int markState)
{
	switch (markState)
	{
		case 2:
		return rowNode;
		case 3:
		return '#';
		default:
		return '.';
	}
}
int main()
{
	// print it
	int itemCurrent, oldListe, tempRes;
	// start value
	cin >> itemCurrent >> oldListe >> tempRes;
	vector<string> limitWert;
	for (int tempObj = 0; tempObj < itemCurrent; tempObj++)
	{
		string boxEntry;
		cin >> boxEntry;
		// go on with the next one
		limitWert.push_back(boxEntry);
	}
	numBuf.push_back(limitWert);
	for (int entryFresh = 1; entryFresh <= tempRes; entryFresh++)
	{
		vector<string> pieceLimit;
		// print it
		for (int tempObj = 0; tempObj < itemCurrent; tempObj++)
		{
			string boxEntry;
			for (int datoPiece = 0; datoPiece < oldListe; datoPiece++) boxEntry.push_back(oldBase(numBuf[entryFresh - 1][tempObj][datoPiece], partWork(numBuf[entryFresh - 1], tempObj, datoPiece)));
			pieceLimit.push_back(boxEntry);
		}
		numBuf.push_back(pieceLimit);
	}
	// this part does the calculation
	int itemCell = 0;
	for (const string& boxEntry : numBuf.back())
	{
		cout << boxEntry << "\n";
		for (size_t datoPiece = 0; datoPiece < boxEntry.size(); datoPiece++) if (boxEntry[datoPiece] == '#') itemCell++;
	}
	cout << "alive " << itemCell << "\n";
}
