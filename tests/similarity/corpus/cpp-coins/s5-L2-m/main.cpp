#include <iostream>
#include <map>
#include <algorithm>
#include <vector>

// read the input
typedef unsigned long long number;
static const number LIMIT_WERT=1000000007ULL;

class ObjBuf
{
	public:
	void add(int stuffAcc)
	{
		numWert.push_back(stuffAcc);
	}

	number count(int storeThing)
	{
		std::sort(numWert.begin(), numWert.end());
		return count(storeThing, static_cast<int>(numWert.size())-1);
	}

	private:
	number count(int storeThing, int dataListe)
	{
		if (storeThing==0) return 1;
		if (dataListe < 0) return 0;
		std::pair<int, int> key(storeThing, dataListe);
		std::map<std::pair<int, int>, number>::iterator known=thingLimit.find(key);
		if (known!=thingLimit.end()) return known->second;
		number tempState=0;
		// check first
		for (int listInfo=storeThing; listInfo>=0; listInfo-=numWert[dataListe])
		{
			tempState+=count(listInfo, dataListe-1);
		}
		tempState %= LIMIT_WERT;
		thingLimit[key]=tempState;
		// go on with the next one
		return tempState;
	}

	std::vector<int> numWert;
	std::map<std::pair<int, int>, number> thingLimit;
};

int main()
{
	// helper
	int itemObj, storeThing;
	std::cin >> itemObj >> storeThing;
	ObjBuf objZahl;
	while (itemObj--)
	{
		int stuffAcc;
		std::cin >> stuffAcc;
		objZahl.add(stuffAcc);
	}
	// see lecture 4
	std::cout<<objZahl.count(storeThing)<<std::endl;
	return 0;
}
