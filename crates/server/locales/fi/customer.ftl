# Kassan asiakaskortti ja pyyntö liittyä jäseneksi.

customer-none = Lue henkilökohtainen QR tai kirjoita puhelinnumero.
customer-no-member = Ei vielä jäsen
customer-unanswered = Kerho ei juuri nyt kerro, kuka on jäsen. Hinnat ovat tavalliset. Lue uudelleen, niin kysytään uudelleen.
remove-customer = Poista asiakas
join-and-save = Liity tänään ja säästä { $saving }
ask-membership = Pyydä jäseneksi
saved-today = Säästetty tänään
earns-with-sale = Pisteet tästä ostoksesta
ask-anew = Eikö { $name }? Pyydä uudelleen
confirm-in-app = Vahvista sovelluksessa
identified-by = Tunnistettu
identified-by-qr = henkilökohtainen QR
identified-by-number = puhelinnumero
identified-by-unread-qr = henkilökohtainen QR, numero ei tiedossa
number-ends = , loppu { $ends }
pays-the-rest = Maksaa loput
phone-ends = puhelin, jonka loppu on { $ends }
same-word = Sama sana näkyy asiakkaan puhelimessa
stop-waiting = Älä odota enää
open-the-app-hint = Pyydä asiakasta avaamaan sovellus, jos viestiä ei näy.

membership-given-up = Peruutettu täällä. Se voi näkyä puhelimessa vielä hetken, ja siellä annettu kyllä on voimassa. Pyydä uudelleen, jos asiakas haluaa.
membership-sending = Lähetetään jäsenpyyntö…
membership-waiting = Odotetaan asiakkaan vastausta
membership-approved = Asiakas vastasi kyllä. Haetaan jäsenyys…
membership-completed = Asiakas on nyt jäsen. Tämä ostos lasketaan mukaan.
membership-declined = Asiakas vastasi tällä kertaa ei. Jatka myyntiä.
membership-expired = Kukaan ei vastannut ajoissa. Pyydä uudelleen, jos asiakas haluaa.
membership-no-app = Tätä asiakasta ei voi pyytää sovelluksessa: siihen tarvitaan sovellus ja 15 vuoden ikä. Jatka ilman jäsenyyttä.
membership-app-too-old = Asiakkaan sovellus on tähän liian vanha. Pyydä uudelleen, kun se on päivitetty.
membership-too-often = Asiakasta on pyydetty juuri liian usein. Yritä uudelleen muutaman minuutin kuluttua.
membership-settings = Myymälää ei ole asetettu pyytämään jäseneksi. Kerro kassan käyttöönottajalle.
membership-unreachable = Sovellukseen ei saada juuri nyt yhteyttä. Jatka myyntiä ja pyydä myöhemmin uudelleen.
membership-blocked = Kerho ei voi ottaa tätä asiakasta jäseneksi. Jatka ilman jäsenyyttä ja kysy myymäläpäälliköltä.
membership-lost = Vastaus katosi matkalla. Pyydä asiakkaalta vielä kerran.
