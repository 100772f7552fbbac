#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<ll, ll> pll;
// update
const ll NODE_ELEM = 1e5 + 5;
const ll limit_store = 1e18;

// this part does the calculation
vector<pll> node_res[NODE_ELEM];
ll current_total, m;
static bool current_state(set<pll>& zahl_current);
static bool work_data(vector<ll>& liste_val, ll& res_cell, ll& cell_fresh, ll& wert_buf);
static void amount_elem(vector<ll>& liste_val);
static bool work_data(vector<ll>& liste_val, ll& res_cell, ll& cell_fresh, ll& wert_buf)
{
  return liste_val[res_cell] + cell_fresh < liste_val[wert_buf];
}
static void amount_elem(vector<ll>& liste_val)
{
  cout << (liste_val[current_total] < limit_store ? liste_val[current_total] : -1) << '\n';
}

int main()
{
  ios_base::sync_with_stdio(0);
  cin.tie(0);
  cout.tie(0);
  cin >> current_total >> m;
  ll old_wert = 0;
  while (old_wert < m)
  {
    // go on with the next one
    ll temp_num, buf_piece, cell_fresh;
    cin >> temp_num >> buf_piece >> cell_fresh;
    node_res[temp_num].push_back({cell_fresh, buf_piece});
    node_res[buf_piece].push_back({cell_fresh, temp_num});
    old_wert++;
  }
  vector<ll> liste_val(current_total + 1, limit_store);
  set<pll> zahl_current;
  liste_val[1] = 0;
  zahl_current.insert({0, 1});
  for (; current_state(zahl_current);)
  {
    ll res_cell = zahl_current.begin()->second;
    zahl_current.erase(zahl_current.begin());
    for (pll piece_zahl : node_res[res_cell])
    {
      // result
      ll wert_buf = piece_zahl.second, cell_fresh = piece_zahl.first;
      if (work_data(liste_val, res_cell, cell_fresh, wert_buf))
      {
        zahl_current.erase({liste_val[wert_buf], wert_buf});
        liste_val[wert_buf] = liste_val[res_cell] + cell_fresh;
        zahl_current.insert({liste_val[wert_buf], wert_buf});
      }
    }
  }
  amount_elem(liste_val);
  return 0;
}
static bool current_state(set<pll>& zahl_current)
{
  return zahl_current.size();
}
