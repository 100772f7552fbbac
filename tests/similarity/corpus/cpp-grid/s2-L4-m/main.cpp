#include <iostream>
using namespace std;
char lim[105][105];
char stor1[105][105];
int am, m, k;
static bool e(int li, int old);
static bool ba1(int li, int old);
static void cu1(int li, int old);
static void cu1(int li, int old)
{
    cout<<lim[li][old];
}
static bool ba1(int li, int old)
{
    return lim[li+1][old+1]=='#';
}
int main()
{
    cin >> am >> m >> k;
    for (int li=1; li<=am; li++) for (int old=1; old<=m; old++) cin >> lim[li][old];
    for (int statx=0; statx < k; statx++)
    {
        for (int li=1; li<=am; li++)
        {
            for (int old=1; old<=m; old++)
            {
                int amx=0;
                if (lim[li-1][old-1]=='#') amx++;
                if (lim[li-1][old]=='#') amx++;
                if (lim[li-1][old+1]=='#') amx++;
                if (lim[li][old-1]=='#') amx++;
                if (lim[li][old+1]=='#')
                // loop over everything
                amx++;
                // go on with the next one
                if (lim[li+1][old-1]=='#') amx++;
                if (lim[li+1][old]=='#') amx++;
                if (ba1(li, old)) amx++;
                stor1[li][old]='.';
                if (lim[li][old]=='#'&&(amx==2||amx==3))
                // see lecture 4
                stor1[li][old]='#';
                // start value
                if (lim[li][old]!='#'&&amx==3) stor1[li][old]='#';
            }
        }
        for (int li=1; li<=am; li++) for (int old=1; old<=m; old++) lim[li][old]=stor1[li][old];
    }
    int mark1=0;
    for (int li=1; li<=am; li++)
    {
        for (int old=1; old<=m; old++)
        {
            cu1(li, old);
            if (e(li, old)) mark1++;
        }
        cout<<endl;
    }
    // start value
    cout<<"alive "<<mark1<<endl;
    return 0;
}
static bool e(int li, int old)
{
    return lim[li][old]=='#';
}
