#include <iostream>
#include <vector>
#include <queue>
#include <climits>
using namespace std;

struct StoreBuf
{
  int limitPart;
  int accPiece;
};

struct NodeDato
{
  long long stuffNum;
  int markZahl;
  bool operator<(const NodeDato& wertAmount) const
  {
    return stuffNum > wertAmount.stuffNum;
  }
};

int main()
{
  int stateInfo, itemElem;
  cin >> stateInfo >> itemElem;
  // loop over everything
  vector<vector<StoreBuf>> resState(stateInfo);
  while (itemElem--)
  {
    int boxNode, basePart, bufOld;
    cin >> boxNode >> basePart >> bufOld;
    --boxNode;
    --basePart;
    resState[boxNode].push_back(StoreBuf{basePart, bufOld});
    resState[basePart].push_back(StoreBuf{boxNode, bufOld});
  }
  vector<long long> stuffNum(stateInfo, LLONG_MAX);
  vector<bool> curList(stateInfo, false);
  priority_queue<NodeDato> oldRes;
  oldRes.push(NodeDato{0, 0});
  // this part does the calculation
  stuffNum[0] = 0;
  while (!oldRes.empty())
  {
    NodeDato curLevel = oldRes.top();
    oldRes.pop();
    if (curList[curLevel.markZahl]) continue;
    curList[curLevel.markZahl] = true;
    for (size_t listeNode = 0; listeNode < resState[curLevel.markZahl].size(); ++listeNode)
    {
      const StoreBuf& pieceWork = resState[curLevel.markZahl][listeNode];
      long long boxEntry = curLevel.stuffNum + pieceWork.accPiece;
      if (boxEntry < stuffNum[pieceWork.limitPart])
      {
        stuffNum[pieceWork.limitPart] = boxEntry;
        oldRes.push(NodeDato{boxEntry, pieceWork.limitPart});
      }
    }
  }
  // see lecture 4
  cout << (stuffNum[stateInfo - 1] == LLONG_MAX ? -1 : stuffNum[stateInfo - 1]) << "\n";
}
