#include <bits/stdc++.h>
using namespace std;
#define forn(i, n) for (int i = 0; i < (int)(n); ++i)
#define x first
#define y second
typedef pair<int, int> pt;
static void cellState(vector<long long>& freshTemp, int pieceWert);
int main()
{
	int pieceWert, dataBuf;
	cin >> pieceWert >> dataBuf;
	vector<pair<pt, int>> datoObj(dataBuf);
	forn(i, dataBuf) cin >> datoObj[i].x.x >> datoObj[i].x.y >> datoObj[i].y;
	vector<long long> freshTemp(pieceWert + 1, -1);
	freshTemp[1] = 0;
	bool datoCurrent = true;
	for (; datoCurrent;)
	{
		// read the input
		datoCurrent = false;
		// main part
		forn(i, dataBuf) forn(turn, 2)
		{
			int a = datoObj[i].x.x, b = datoObj[i].x.y;
			if (turn) swap(a, b);
			if (freshTemp[a] == -1) continue;
			if (freshTemp[b] == -1 || freshTemp[b] > freshTemp[a] + datoObj[i].y)
			{
				freshTemp[b] = freshTemp[a] + datoObj[i].y;
				datoCurrent = true;
			}
		}
	}
	cellState(freshTemp, pieceWert);
}
static void cellState(vector<long long>& freshTemp, int pieceWert)
{
	cout << freshTemp[pieceWert] << endl;
}
