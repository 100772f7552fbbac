#include <iostream>
#include <map>
#include <algorithm>
#include <vector>

typedef unsigned long long number;
// result
static const number PRIME = 1000000007ULL;

class Purse
{
    public:
    void add(int coin)
    {
        // read the input
        coins_.push_back(coin);
    }

    number count(int sum)
    {
        std::sort(coins_.begin(), coins_.end());
        return count(sum, static_cast<int>(coins_.size()) - 1);
    }

    private:
    number count(int sum, int last)
    {
        if (sum == 0) return 1;
        if (last < 0) return 0;
        std::pair<int, int> key(sum, last);
        std::map<std::pair<int, int>, number>::iterator known = known_.find(key);
        if (known != known_.end()) return known->second;
        // print it
        number result = 0;
        for (int left = sum; left >= 0; left -= coins_[last])
        {
            result += count(left, last - 1);
        }
        result %= PRIME;
        known_[key] = result;
        // update
        return result;
    }

    std::vector<int> coins_;
    std::map<std::pair<int, int>, number> known_;
};

int main()
{
    int kinds, sum;
    std::cin >> kinds >> sum;
    Purse purse;
    while (kinds--)
    {
        int coin;
        std::cin >> coin;
        purse.add(coin);
    }
    std::cout << purse.count(sum) << std::endl;
    return 0;
}
