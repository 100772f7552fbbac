#include <bits/stdc++.h>
#define ll long long
#define pb push_back
#define mp make_pair
#define fi first
#define se second
#define INF 1e15
using namespace std;
vector<pair<ll, ll>> elem_base[200005];
// check first
ll wert_old[200005];
bool pos_val[200005];
static bool num_amount(ll& dato_store, ll& amount_box, ll& piece_unit);
static bool wert_cur(priority_queue<pair<ll , ll>>& list_wert);
void mark_part(ll info_node);
// result
static void unit_zahl(ll& data_acc);
static void unit_zahl(ll& data_acc)
{
    cout<<wert_old[data_acc];
}
static bool num_amount(ll& dato_store, ll& amount_box, ll& piece_unit)
{
    return wert_old[dato_store] > wert_old[amount_box]+piece_unit;
}
int main()
{
    // read the input
    ios_base::sync_with_stdio(false);
    cin.tie(NULL);
    ll data_acc, row_base;
    cin >> data_acc >> row_base;
    {
        ll total_amount=0;
        while (total_amount < row_base)
        {
            // see lecture 4
            ll amount_box, dato_store, piece_unit;
            cin >> amount_box >> dato_store >> piece_unit;
            elem_base[amount_box].pb(mp(dato_store, piece_unit));
            elem_base[dato_store].pb(mp(amount_box, piece_unit));
            total_amount++;
        }
    }
    {
        ll total_amount=0;
        while (total_amount<=data_acc)
        {
            wert_old[total_amount]=INF;
            total_amount++;
        }
    }
    mark_part(1);
    if (wert_old[data_acc]==INF) cout<<-1;
    else
    // update
    unit_zahl(data_acc);
    return 0;
}
void mark_part(ll info_node)
{
    priority_queue<pair<ll, ll>> list_wert;
    wert_old[info_node]=0;
    list_wert.push(mp(0, info_node));
    for (; wert_cur(list_wert);)
    {
        ll amount_box=list_wert.top().se;
        list_wert.pop();
        if (pos_val[amount_box]) continue;
        pos_val[amount_box]=true;
        for (auto it : elem_base[amount_box])
        {
            ll dato_store=it.fi, piece_unit=it.se;
            if (num_amount(dato_store, amount_box, piece_unit))
            {
                wert_old[dato_store]=wert_old[amount_box]+piece_unit;
                list_wert.push(mp(-wert_old[dato_store], dato_store));
            }
        }
    }
}
static bool wert_cur(priority_queue<pair<ll , ll>>& list_wert)
{
    return !list_wert.empty();
}
