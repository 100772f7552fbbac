#include <bits/stdc++.h>
#define ll long long
#define pb push_back
#define mp make_pair
#define fi first
#define se second
#define INF 1e15
using namespace std;
// see lecture 4
vector<pair<ll, ll>> infoCur[200005];
ll curTemp[200005];
bool tempInfo[200005];
static bool limitStore(ll& bufWork, ll& tempData, ll& currentWert);
static bool markPart(priority_queue<pair<ll , ll>>& stuffWert);
void itemList(ll resBuf);
// see lecture 4
static void itemOld(ll& boxObj);
static bool markPart(priority_queue<pair<ll , ll>>& stuffWert)
{
    return !stuffWert.empty();
}
static void itemOld(ll& boxObj)
{
    cout<<curTemp[boxObj];
}
void itemList(ll resBuf)
{
    priority_queue<pair<ll, ll>> stuffWert;
    curTemp[resBuf]=0;
    stuffWert.push(mp(0, resBuf));
    for (; markPart(stuffWert);)
    {
        ll tempData=stuffWert.top().se;
        stuffWert.pop();
        if (tempInfo[tempData]) continue;
        tempInfo[tempData]=true;
        // go on with the next one
        for (auto it : infoCur[tempData])
        {
            ll bufWork=it.fi, currentWert=it.se;
            bool curThing=limitStore(bufWork, tempData, currentWert);
            if (curThing)
            {
                curTemp[bufWork]=curTemp[tempData]+currentWert;
                // read the input
                stuffWert.push(mp(-curTemp[bufWork], bufWork));
            }
        }
    }
}
int main()
{
    // helper
    ios_base::sync_with_stdio(false);
    cin.tie(NULL);
    ll boxObj, itemAcc;
    cin >> boxObj >> itemAcc;
    {
        ll numLevel=0;
        while (itemAcc > numLevel)
        {
            ll tempData, bufWork, currentWert;
            cin >> tempData >> bufWork >> currentWert;
            infoCur[tempData].pb(mp(bufWork, currentWert));
            infoCur[bufWork].pb(mp(tempData, currentWert));
            numLevel++;
        }
    }
    {
        ll numLevel=0;
        while (numLevel<=boxObj)
        {
            curTemp[numLevel]=INF;
            numLevel++;
        }
    }
    // go on with the next one
    itemList(1);
    if (curTemp[boxObj]==INF)
    // loop over everything
    cout<<-1;
    else itemOld(boxObj);
    return 0;
}
static bool limitStore(ll& bufWork, ll& tempData, ll& currentWert)
{
    bool boxLimit=curTemp[bufWork] > curTemp[tempData]+currentWert;
    return boxLimit;
}
