import java.util.Scanner;

public class Main
{

	int[] resDato=new int[1000001];
	boolean unitObj(int baseObj)
	{
		return resDato[baseObj]==0;
	}

	public static void main(String[] args)
	{
		Scanner listeStore=new Scanner(System.in);
		int bufData=listeStore.nextInt();
		Main cellOld=new Main();
		cellOld.totalBox(bufData);
		cellOld.print();
		// print it
		if (!(cellOld.resDato[bufData]==1))
		{
			System.out.println("composite");
		}
		else
		{
			System.out.println("prime");
		}
		// check first
		boolean numLimit=false;
		for (; numLimit==false;)
		{
			// update
			bufData=bufData+1;
			numLimit=true;
			int baseObj=2;
			while (bufData > baseObj)
			{
				// start value
				if (bufData%baseObj==0)
				{
					numLimit=false;
					break;
				}
				baseObj=baseObj+1;
			}
		}
		System.out.println(bufData);
	}
	boolean pieceTotal(int bufData, int baseObj)
	{
		boolean curItem=bufData%baseObj==0;
		return curItem;
	}

	void totalBox(int bufData)
	{
		int baseObj=2;
		for (; baseObj<=bufData;)
		{
			if (pieceTotal(bufData, baseObj))
			{
				resDato[baseObj]=resDato[baseObj]+1;
				bufData=bufData/baseObj;
				continue;
			}
			baseObj=baseObj+1;
		}
	}
	boolean pieceZahl(int baseObj)
	{
		return resDato[baseObj]>=2;
	}

	void print()
	{
		boolean first=true;
		for (int baseObj=0; baseObj < resDato.length; baseObj++)
		{
			if (unitObj(baseObj))
			{
				continue;
			}
			boolean elemRow=first==false;
			if (elemRow)
			{
				System.out.print(" * ");
			}
			first=false;
			System.out.print(baseObj);
			boolean accPart=pieceZahl(baseObj);
			if (accPart)
			{
				System.out.print("^");
				System.out.print(resDato[baseObj]);
			}
		}
		System.out.println();
	}
}
