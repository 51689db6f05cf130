import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends POST requests by the JDK's own client, which offers Upgrade: h2c. The arguments are URLs
 * and bodies by turns, JSON unless headers say otherwise, which come first: -H 'Name: value'.
 */
public class Post {
    public static void main(String[] arguments) throws Exception {
        var client = HttpClient.newHttpClient();
        var headers = new TreeMap<>(Map.of("Content-Type", "application/json"));
        int each = 0;
        for (; arguments[each].equals("-H"); each += 2) {
            var header = arguments[each + 1].split(": ", 2);
            headers.put(header[0], header[1]);
        }
        for (; each < arguments.length; each += 2) {
            var request = HttpRequest.newBuilder(URI.create(arguments[each]))
                .POST(HttpRequest.BodyPublishers.ofString(arguments[each + 1]));
            headers.forEach(request::header);
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            System.out.println(response.statusCode() + " " + response.body());
        }
    }
}
