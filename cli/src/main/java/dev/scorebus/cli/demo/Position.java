package dev.scorebus.cli.demo;

/// Where a record lies in the topic of pull requests.
record Position(int partition, long offset) {
    /// The position that a score's id speaks of: `{topicId}-{partition}-{offset}`.
    static Position ofScoreId(String id) {
        int last = id.lastIndexOf('-');
        int middle = id.lastIndexOf('-', last - 1);
        return new Position(
                Integer.parseInt(id.substring(middle + 1, last)),
                Long.parseLong(id.substring(last + 1)));
    }
}
