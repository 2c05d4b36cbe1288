package dev.scorebus.trees;

/// One tree as the file has it: arrays by node, unchecked but for their presence and number. Node 0 is the root; a node whose
/// left child is -1 is a leaf and has its value where the others have their condition; nodes that pruning has deleted stay in
/// the arrays and are reached from nowhere.
final class ParsedTree {
    final int offset;
    int[] left = {};
    int[] right = {};
    int[] feature = {};
    float[] condition = {};
    int[] defaultLeft = {};
    float[] cover = {};

    /// By node, 1 where the split is by category; empty when there is none.
    int[] splitType = {};

    /// The nodes that split by category, and for each where its categories begin in `categories` and how many they are. The
    /// categories of a node go right.
    int[] categoryNodes = {};

    int[] categorySegments = {};
    int[] categorySizes = {};
    int[] categories = {};

    private ParsedTree(int offset) {
        this.offset = offset;
    }

    /// Reads a tree.
    ///
    /// @param most how many nodes it may have
    /// @param mostCategories how many categories it may list
    static ParsedTree read(DocumentReader document, int most, int mostCategories)
            throws InvalidModelException {
        ParsedTree tree = new ParsedTree(document.position);
        document.object(name -> tree.readField(document, name, most, mostCategories));
        tree.checkLengths(document);
        return tree;
    }

    int nodes() {
        return left.length;
    }

    private void readField(DocumentReader document, String name, int most, int mostCategories)
            throws InvalidModelException {
        switch (name) {
            case "left_children" -> left = document.integers(most);
            case "right_children" -> right = document.integers(most);
            case "split_indices" -> feature = document.integers(most);
            case "split_conditions" -> condition = document.floats(most);
            case "default_left" -> defaultLeft = document.integers(most);
            case "sum_hessian" -> cover = document.floats(most);
            case "split_type" -> splitType = document.integers(most);
            case "categories_nodes" -> categoryNodes = document.integers(most);
            case "categories_segments" -> categorySegments = document.integers(most);
            case "categories_sizes" -> categorySizes = document.integers(most);
            case "categories" -> categories = document.integers(mostCategories);
            case "tree_param" -> document.object(parameter -> readParameter(document, parameter));
            default -> document.skip();
        }
    }

    private static void readParameter(DocumentReader document, String name)
            throws InvalidModelException {
        if (!name.equals("size_leaf_vector")) {
            document.skip();
            return;
        }
        String size = document.text();
        if (!size.equals("0") && !size.equals("1")) {
            throw document.invalid(
                    "Leaves with more than one value are not supported; train one tree per output");
        }
    }

    private void checkLengths(DocumentReader document) throws InvalidModelException {
        checkLength(document, "right_children", right.length, nodes());
        checkLength(document, "split_indices", feature.length, nodes());
        checkLength(document, "split_conditions", condition.length, nodes());
        checkLength(document, "default_left", defaultLeft.length, nodes());
        checkLength(document, "sum_hessian", cover.length, nodes());
        checkLength(document, "split_type", splitType.length, splitType.length == 0 ? 0 : nodes());
        if (categoryNodes.length > nodes()) {
            throw document.invalid("categories_nodes has more elements than the tree has nodes");
        }
        checkLength(document, "categories_segments", categorySegments.length, categoryNodes.length);
        checkLength(document, "categories_sizes", categorySizes.length, categoryNodes.length);
        if (nodes() == 0) {
            throw document.invalid("The tree has no nodes");
        }
    }

    private static void checkLength(DocumentReader document, String name, int length, int expected)
            throws InvalidModelException {
        if (length != expected) {
            throw document.invalid(
                    "%s has %d elements, %d were expected".formatted(name, length, expected));
        }
    }
}
