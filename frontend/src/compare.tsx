// The page of two runs, the second beside the first.
import "./style/page.css";
