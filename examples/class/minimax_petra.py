name = input("What's your name? ")
print("Hello", name)


def minimax(tree, maximizing=True):
    player = input("Who begins, max or min? ")
    if not isinstance(tree, list):
        return tree
    values = [minimax(t, player != "max") for t in tree]
    return max(values) if player == "max" else min(values)


def minimax_values(tree, maximizing=True):
    print("The value is", minimax(tree, maximizing))


def best_move(tree, maximizing=True):
    print(2)
