package dev.scorebus.action;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/// Collects what is wrong with one file; reading goes on, so that one look at the answer is enough to mend it all.
final class Problems {
    /// A file with more problems than this is not an action file with mistakes.
    static final int MAX = 100;

    private final String file;
    private final List<ActionProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void add(Node node, String field, String wrong, String allowed) {
        add(line(node), field, wrong, allowed);
    }

    void add(int line, String field, String wrong, String allowed) {
        if (found.size() < MAX) {
            found.add(new ActionProblem(file, line, field, wrong, allowed));
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /// All problems in the order of the file.
    List<ActionProblem> inOrder() {
        return found.stream()
                .sorted(
                        Comparator.comparingInt(ActionProblem::line)
                                .thenComparing(ActionProblem::field))
                .toList();
    }

    /// The line a node begins in, from 1.
    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
