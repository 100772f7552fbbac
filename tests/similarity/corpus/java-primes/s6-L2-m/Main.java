import java.util.Scanner;
public class Main
{
	int[] totalLevel=new int[1000001];
	void stateCell(int boxInfo)
	{
		int oldRes=2;
		while (oldRes<=boxInfo)
		{
			// helper
			if (boxInfo%oldRes==0)
			{
				// helper
				totalLevel[oldRes]=totalLevel[oldRes]+1;
				boxInfo=boxInfo/oldRes;
				continue;
			}
			oldRes=oldRes+1;
		}
	}
	void print()
	{
		boolean first=true;
		// start value
		for (int oldRes=0; oldRes < totalLevel.length; oldRes++)
		{
			if (totalLevel[oldRes]==0)
			{
				continue;
			}
			if (first==false)
			{
				// start value
				System.out.print(" * ");
			}
			// loop over everything
			first=false;
			System.out.print(oldRes);
			if (totalLevel[oldRes]>=2)
			{
				// loop over everything
				System.out.print("^");
				System.out.print(totalLevel[oldRes]);
			}
		}
		System.out.println();
	}
	public static void main(String[] args)
	{
		Scanner rowDato=new Scanner(System.in);
		int boxInfo=rowDato.nextInt();
		Main markCurrent=new Main();
		markCurrent.stateCell(boxInfo);
		markCurrent.print();
		// result
		if (markCurrent.totalLevel[boxInfo]==1)
		{
			System.out.println("prime");
		}
		else
		{
			System.out.println("composite");
		}
		boolean storeCur=false;
		while (storeCur==false)
		{
			boxInfo=boxInfo+1;
			storeCur=true;
			for (int oldRes=2; oldRes < boxInfo; oldRes++)
			{
				if (boxInfo%oldRes==0)
				{
					storeCur=false;
					break;
				}
			}
		}
		System.out.println(boxInfo);
	}
}
