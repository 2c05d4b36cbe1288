package dev.scorebus.message;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Binary mode: each attribute is a header `ce_…`, the value is the data. A header whose name is not one of an attribute is left
/// to others.
final class BinaryMode {
    private static final String PREFIX = "ce_";
    private static final byte[] VERSION = Wire.utf8(CloudEvents.VERSION);
    private static final byte[] NOTHING = new byte[0];

    private BinaryMode() {}

    static Decoded read(ConsumerRecord<byte[], byte[]> source, @Nullable String contentType) {
        Map<String, String> trace = TraceContext.read(source.headers());
        Attributes attributes = new Attributes(trace);
        boolean found = false;
        for (Header header : source.headers()) {
            String key = header.key();
            if (key.startsWith(PREFIX) && header.value() != null) {
                String name = key.substring(PREFIX.length());
                if (Attributes.isName(name)) {
                    attributes.put(name, Wire.text(header.value()));
                    found = true;
                }
            }
        }
        byte[] data = source.value() == null ? NOTHING : source.value();
        if (!found) {
            return new Decoded.Read(plain(source, contentType, trace, data));
        }
        if (contentType != null) {
            attributes.put("datacontenttype", contentType);
        }
        return attributes.event(data);
    }

    static void write(CloudEvent event, Headers headers) {
        headers.add("ce_specversion", VERSION);
        headers.add("ce_id", Wire.utf8(event.id()));
        headers.add("ce_source", Wire.utf8(event.source()));
        headers.add("ce_type", Wire.utf8(event.type()));
        if (event.subject() != null) {
            headers.add("ce_subject", Wire.utf8(event.subject()));
        }
        if (event.time() != null) {
            headers.add("ce_time", Wire.utf8(event.time().toString()));
        }
        for (Map.Entry<String, String> extension : event.extensions().entrySet()) {
            headers.add(PREFIX + extension.getKey(), Wire.utf8(extension.getValue()));
        }
        if (event.dataContentType() != null) {
            headers.add(CloudEvents.CONTENT_TYPE, Wire.utf8(event.dataContentType()));
        }
        TraceContext.write(event, headers);
    }

    private static CloudEvent plain(
            ConsumerRecord<byte[], byte[]> source,
            @Nullable String contentType,
            Map<String, String> trace,
            byte[] data) {
        return new CloudEvent(
                source.topic() + "-" + source.partition() + "-" + source.offset(),
                "/topics/" + source.topic(),
                CloudEvents.PLAIN_TYPE,
                null,
                null,
                contentType,
                trace,
                data);
    }
}
