package dev.scorebus.local;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Chooses free ports, says which, and keeps them until it is ended.
final class PortChooser {
    private PortChooser() {}

    /// @param arguments how many
    static void main(String[] arguments) throws IOException {
        System.out.println(
                IntStream.generate(PortClaim::free)
                        .limit(Integer.parseInt(arguments[0]))
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(" ")));
        int _ = System.in.read();
    }
}
