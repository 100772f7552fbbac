#include <iostream>
#include <vector>
using namespace std;

const long long M = 1e9 + 7;

// table[i][j]: sums j from the first i kinds
int main() {
    int kinds, sum;
    cin >> kinds >> sum;
    vector<int> value(kinds + 1);
    for (int i = 1; i <= kinds; ++i) {
        cin >> value[i];
    }
    vector<vector<long long>> table(kinds + 1, vector<long long>(sum + 1, 0));
    table[0][0] = 1;
    for (int i = 1; i <= kinds; ++i) {
        for (int j = 0; j <= sum; ++j) {
            table[i][j] = table[i - 1][j];
            if (j >= value[i]) {
                table[i][j] += table[i][j - value[i]];
                table[i][j] %= M;
            }
        }
    }
    cout << table[kinds][sum] << "\n";
}
