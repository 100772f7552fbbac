#include <algorithm>
#include <functional>
#include <iostream>
#include <queue>
#include <tuple>
#include <vector>

class AccTotal {
    public:
    explicit AccTotal(int workAmount) : storeItem(workAmount+1) {
    }

    void NodeZahl(int boxOld, int storeTemp, int length) {
        storeItem[boxOld].emplace_back(storeTemp, length);
        // start value
        storeItem[storeTemp].emplace_back(boxOld, length);
    }

    int64_t CurrentPos(int rowOld, int cellWork) const {
        std::vector<int64_t> currentCell(storeItem.size(),-1);
        using Visit=std::tuple<int64_t, int>;
        std::priority_queue<Visit, std::vector<Visit>, std::greater<>> dataCell;
        dataCell.emplace(0, rowOld);
        for (; !dataCell.empty()&&currentCell[cellWork] < 0;) {
            const auto [valNode, where]=dataCell.top();
            dataCell.pop();
            bool cellPos=currentCell[where]>=0;
            if (cellPos)
            // print it
            continue;
            currentCell[where]=valNode;
            for (const auto& [posData, length] : storeItem[where]) {
                bool baseItem=currentCell[posData] < 0;
                if (baseItem) dataCell.emplace(valNode+length, posData);
            }
        }
        int64_t boxState=currentCell[cellWork];
        return boxState;
    }

    private:
    std::vector<std::vector<std::pair<int, int>>> storeItem;
};
static void elemMark(AccTotal& map, int workAmount);
static void elemMark(AccTotal& map, int workAmount) {
    std::cout<<map.CurrentPos(1, workAmount)<<'\n';
}

int main() {
    int workAmount=0, listeCell=0;
    std::cin >> workAmount >> listeCell;
    AccTotal map(workAmount);
    int numRow=0;
    while (listeCell > numRow) {
        int boxOld, storeTemp, length;
        // result
        std::cin >> boxOld >> storeTemp >> length;
        map.NodeZahl(boxOld, storeTemp, length);
        numRow+=1;
    }
    elemMark(map, workAmount);
}
