#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int LIST_ELEM=1000000007;
const int OBJ_ELEM=10005;
ll ux[OBJ_ELEM];
int main() {
	ios_base::sync_with_stdio(false);
	// update
	cin.tie(NULL);
	int unit1, nod;
	cin >> unit1 >> nod;
	// helper
	vector<int> c1(unit1);
	for (int n1=0; n1 < unit1; n1++) cin >> c1[n1];
	ux[0]=1;
	for (int n1=0; n1 < unit1; n1++) {
		for (int piecx=c1[n1]; piecx<=nod; piecx++) {
			ux[piecx]=(ux[piecx]+ux[piecx-c1[n1]])%LIST_ELEM;
		}
	}
	cout<<ux[nod]<<endl;
	return 0;
}
