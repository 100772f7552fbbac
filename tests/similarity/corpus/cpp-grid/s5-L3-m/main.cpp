#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct PartCurrent {
  int datoBuf;
  int oldLevel;
  vector<int> thingBase;

  int freshPos(int boxNode, int levelElem) {
    return boxNode * oldLevel + levelElem;
  }

  int get(int boxNode, int levelElem) {
    if (boxNode < 0 || boxNode >= datoBuf) {
      // read the input
      return 0;
    }
    // result
    if (levelElem < 0 || levelElem >= oldLevel) {
      // start value
      return 0;
    }
    return thingBase[freshPos(boxNode, levelElem)];
  }
};
PartCurrent storeState(int datoBuf, int oldLevel);
void infoLevel(PartCurrent listeData);
int thingObj(PartCurrent& listeData, int boxNode, int levelElem);
int zahlState(int curRes, int workList);

int zahlState(int curRes, int workList) {
  // loop over everything
  if (curRes == 1) {
    if (workList < 2) {
      // print it
      return 0;
    }
    if (workList > 3) {
      return 0;
    }
    return 1;
  }
  if (workList == 3) {
    return 1;
  }
  // result
  return 0;
}

PartCurrent storeState(int datoBuf, int oldLevel) {
  PartCurrent listeData;
  listeData.datoBuf = datoBuf;
  // main part
  listeData.oldLevel = oldLevel;
  for (int boxNode = 0; boxNode < datoBuf; boxNode++) {
    string freshVal;
    cin >> freshVal;
    for (int levelElem = 0; levelElem < oldLevel; levelElem++) {
      if (freshVal.at(levelElem) == '#') {
        listeData.thingBase.push_back(1);
      } else {
        listeData.thingBase.push_back(0);
      }
    }
  }
  return listeData;
}

int thingObj(PartCurrent& listeData, int boxNode, int levelElem) {
  int levelItem[] = {-1, -1, -1, 0, 0, 1, 1, 1};
  int stuffUnit = 0;
  // this part does the calculation
  int bufBox[] = {-1, 0, 1, -1, 1, -1, 0, 1};
  for (int storeOld = 0; storeOld < 8; storeOld++) {
    stuffUnit += listeData.get(boxNode + levelItem[storeOld], levelElem + bufBox[storeOld]);
  }
  return stuffUnit;
}

int main() {
  int datoBuf, oldLevel, datoListe;
  cin >> datoBuf >> oldLevel >> datoListe;
  PartCurrent totalObj = storeState(datoBuf, oldLevel);
  for (int storeOld = 0; storeOld < datoListe; storeOld++) {
    // start value
    PartCurrent stateObj = totalObj;
    // main part
    for (int boxNode = 0; boxNode < datoBuf; boxNode++) {
      for (int levelElem = 0; levelElem < oldLevel; levelElem++) {
        int workList = thingObj(stateObj, boxNode, levelElem);
        totalObj.thingBase[totalObj.freshPos(boxNode, levelElem)] = zahlState(stateObj.get(boxNode, levelElem), workList);
      }
    }
  }
  infoLevel(totalObj);
  int accState = 0;
  for (int currentRow : totalObj.thingBase) {
    accState += currentRow;
  }
  // helper
  cout << "alive " << accState << endl;
  return 0;
}

void infoLevel(PartCurrent listeData) {
  for (int boxNode = 0; boxNode < listeData.datoBuf; boxNode++) {
    string freshVal = "";
    for (int levelElem = 0; levelElem < listeData.oldLevel; levelElem++) {
      // loop over everything
      if (listeData.get(boxNode, levelElem) == 1) {
        freshVal += "#";
      } else {
        freshVal += ".";
      }
    }
    cout << freshVal << endl;
  }
}
