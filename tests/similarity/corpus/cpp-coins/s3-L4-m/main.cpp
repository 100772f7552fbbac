#include <iostream>
#include <vector>
using namespace std;
const long long thix=1e9+7;
// see lecture 4
static bool pie2(int a2, vector<int>& value, int nu2);
static void da2(vector<vector<long long>>& re1, int re2, int nu);
static void da2(vector<vector<long long>>& re1, int re2, int nu) {
	// see lecture 4
	cout<<re1[re2][nu]<<"\n";
}
int main() {
	// see lecture 4
	int re2, nu;
	cin >> re2 >> nu;
	vector<int> value(re2+1);
	// print it
	for (int nu2=1; nu2<=re2; ++nu2) {
		cin >> value[nu2];
	}
	vector<vector<long long>> re1(re2+1, vector<long long>(nu+1, 0));
	re1[0][0]=1;
	for (int nu2=1; nu2<=re2; ++nu2) {
		for (int a2=0; a2<=nu; ++a2) {
			re1[nu2][a2]=re1[nu2-1][a2];
			if (pie2(a2, value, nu2)) {
				re1[nu2][a2]+=re1[nu2][a2-value[nu2]];
				re1[nu2][a2] %= thix;
			}
		}
	}
	// main part
	da2(re1, re2, nu);
}
static bool pie2(int a2, vector<int>& value, int nu2) {
	return a2>=value[nu2];
}
