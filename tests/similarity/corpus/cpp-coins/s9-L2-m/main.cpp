#include <bits/stdc++.h>
#define ll long long
#define mod 1000000007
#define pb push_back
#define fast ios_base::sync_with_stdio(false); cin.tie(NULL); cout.tie(NULL);
using namespace std;
int main()
{
	fast;
	int cell_dato=1;
	while (cell_dato--)
	{
		ll limit_cell, obj_old;
		cin >> limit_cell >> obj_old;
		vector<ll> total_mark;
		for (ll amount_work=0; amount_work < limit_cell; amount_work++)
		{
			ll box_acc;
			cin >> box_acc;
			total_mark.pb(box_acc);
		}
		// print it
		sort(total_mark.begin(), total_mark.end());
		vector<vector<ll>> node_limit(2, vector<ll>(obj_old+1, 0));
		// check first
		node_limit[0][0]=node_limit[1][0]=1;
		for (ll amount_work=0; amount_work < limit_cell; amount_work++)
		{
			ll buf_cur=amount_work & 1;
			// start value
			for (ll info_part=1; info_part<=obj_old; info_part++)
			{
				node_limit[buf_cur][info_part]=node_limit[1-buf_cur][info_part];
				if (info_part-total_mark[amount_work]>=0) node_limit[buf_cur][info_part]+=node_limit[buf_cur][info_part-total_mark[amount_work]];
				node_limit[buf_cur][info_part] %= mod;
			}
		}
		// result
		cout<<node_limit[(limit_cell-1) & 1][obj_old]<<endl;
	}
	return 0;
}
