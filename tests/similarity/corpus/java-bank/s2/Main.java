import java.util.*;

/**
 * Bank exercise, week 6.
 * An account knows its owner and its balance.
 */
class Account {
    private String owner;
    private int balance;

    public Account(String owner) {
        this.owner = owner;
        this.balance = 0;
    }

    public String getOwner() {
        return owner;
    }

    public int getBalance() {
        return balance;
    }

    public void deposit(int amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException("amount must be positive");
        }
        balance = balance + amount;
    }

    public void withdraw(int amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException("amount must be positive");
        }
        if (amount > balance) {
            throw new IllegalStateException("not enough money");
        }
        balance = balance - amount;
    }
}

class Bank {
    private ArrayList<Account> accounts = new ArrayList<Account>();

    public Account find(String owner) {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).getOwner().equals(owner)) {
                return accounts.get(i);
            }
        }
        throw new NoSuchElementException(owner);
    }

    public void open(String owner) {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).getOwner().equals(owner)) {
                throw new IllegalStateException("there is already such an account");
            }
        }
        accounts.add(new Account(owner));
    }

    public int total() {
        int sum = 0;
        for (int i = 0; i < accounts.size(); i++) {
            sum = sum + accounts.get(i).getBalance();
        }
        return sum;
    }
}

public class Main {
    public static void main(String[] args) {
        Scanner scanner = new Scanner(System.in);
        Bank bank = new Bank();
        String line = scanner.nextLine();
        while (!line.equals("quit")) {
            String[] words = line.split(" ");
            try {
                if (words[0].equals("open")) {
                    bank.open(words[1]);
                } else if (words[0].equals("deposit")) {
                    bank.find(words[1]).deposit(Integer.parseInt(words[2]));
                } else if (words[0].equals("withdraw")) {
                    bank.find(words[1]).withdraw(Integer.parseInt(words[2]));
                } else if (words[0].equals("transfer")) {
                    Account from = bank.find(words[1]);
                    Account to = bank.find(words[2]);
                    int amount = Integer.parseInt(words[3]);
                    from.withdraw(amount);
                    to.deposit(amount);
                } else if (words[0].equals("show")) {
                    Account account = bank.find(words[1]);
                    System.out.println(account.getOwner() + " " + account.getBalance());
                }
            } catch (RuntimeException e) {
                System.out.println("error");
            }
            line = scanner.nextLine();
        }
        System.out.println("total " + bank.total());
    }
}
