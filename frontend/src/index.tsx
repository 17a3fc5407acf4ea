// The page of all runs and of the nights.
import "./style/page.css";
